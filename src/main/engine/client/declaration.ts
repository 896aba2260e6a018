/** How a plugin says what its clients need of this machine, and how a real one is run. */
import type { Catalogue } from '../db/catalogue.ts'
import type { DistributionInstance } from '../db/masters.ts'
import type { VersionRef } from '../repository/version.ts'
import type { Exchanged } from './gateway.ts'
import type { ProgramResult } from './run-program.ts'

/** What a client is set up for. */
export interface ClientSubject {
  readonly catalogue: Catalogue
  readonly distribution: DistributionInstance
  /** What it serves now; null while it serves nothing. */
  readonly version: VersionRef | null
  /** Absolute address for clients, ending with a slash. */
  readonly baseUrl: string
  /** The bytes served at a path, when they are stored here. */
  stored(path: string): Promise<Buffer | null>
}

/** The configuration there is. */
export interface ClientMachine {
  /** Home folder of the user. */
  readonly home: string
  /** Null where there is no such file. @throws StillwaterError `client.not_plain`, `client.unreadable` */
  read(path: string): Buffer | null
  /** Full paths of the files in a folder, sorted; none where there is no such folder. */
  list(folder: string): string[]
}

/** A file as it should be. */
export interface WantedFile {
  /** Absolute, as the machine names it. */
  path: string
  content: Buffer
  /** Of a file that is not there yet. */
  mode: number
}

/** A run of a real client: everything it may touch lies in one folder, and the only way out of it is the gateway. */
export interface ClientRun extends ClientSubject {
  readonly folder: string
  /** Address of the proxy that every request has to go through. */
  readonly proxy: string
  readonly signal: AbortSignal
  /** Runs a program of this machine with these arguments. @throws StillwaterError `client.no_program`, `client.timeout` */
  execute(program: string, args: readonly string[], options?: RunOptions): Promise<ProgramResult>
  /** Notes something that the client needs and did not get as far as asking for. */
  miss(name: string, advice: string | null): void
  /** What was asked for so far. */
  readonly exchanged: readonly Exchanged[]
}

export interface RunOptions {
  /** The run's own folder unless it is given. */
  cwd?: string
  env?: Readonly<Record<string, string>>
}

/** What an airplane test is to install. */
export interface AirplaneRequest {
  packages: readonly string[]
  lockfile: string | null
}

/** A program that takes things from a distribution. */
export interface ClientDeclaration {
  id: string
  label: string
  /** What the configuration of this machine should become; left out for clients that have none. `only`: with every other source turned off. */
  files?(subject: ClientSubject, machine: ClientMachine, only: boolean): Promise<WantedFile[]>
  /** How it is run to show that it works; left out for clients that are only set up. */
  runs?: {
    /** Installs something small. @throws StillwaterError when nothing can be installed at all */
    check(run: ClientRun): Promise<ProgramResult>
    /** Installs what the mirror is for, or what is asked for. */
    airplane(run: ClientRun, request: AirplaneRequest): Promise<ProgramResult>
    /** What may be asked for. */
    asks: readonly (keyof AirplaneRequest)[]
    /** What a path that was not there is called, and what to do; null when clients get along without it. */
    describeMissing(path: string): { name: string; advice: string } | null
  }
}
