/** Reads one commit of a git repository over the engine's own downloader, without git installed. */
import fs from 'node:fs'
import { join } from 'node:path'
import type { GitHttpRequest, GitHttpResponse, HttpClient, ServerRef } from 'isomorphic-git'
import { StillwaterError } from '#shared/error'
import type { Downloader } from '#plugin-api'

/** Loaded when first used: it costs 150 ms. */
const loadGit = () => import('isomorphic-git')

/** Bytes of one answer of a server, and so of a repository as it is sent: it is unpacked in memory. */
export const MAX_PACK = 256 * 1024 * 1024

/** Where a name of a repository points. */
export interface GitCommit {
  /** Full name, such as `refs/heads/main`. */
  ref: string
  /** Hexadecimal. */
  oid: string
}

/** One entry of a tree, with its path from the root. */
export interface GitEntry {
  path: string
  oid: string
  kind: 'file' | 'symlink' | 'submodule'
}

/** A repository at an address, read into a folder of the task. */
export class GitClient {
  private readonly url: string
  private readonly gitdir: string
  private readonly http: HttpClient
  private readonly cache = {}

  constructor(downloader: Downloader, url: string, folder: string, signal: AbortSignal) {
    this.url = url
    this.gitdir = join(folder, 'repository.git')
    this.http = { request: (request) => forward(downloader, request, signal) }
  }

  /**
   * Finds a branch, a tag, HEAD, a full name, or the id of a commit that one of these points at.
   * @throws StillwaterError `file.git_ref_missing`, and what the downloader throws
   */
  async find(name: string): Promise<GitCommit> {
    const git = await loadGit()
    const refs = await git.listServerRefs({ http: this.http, url: this.url, symrefs: true, peelTags: true })
    const wanted = ['', 'refs/', 'refs/heads/', 'refs/tags/'].map((prefix) => `${prefix}${name}`)
    const byName = wanted.flatMap((full) => refs.find(({ ref }) => ref === full) ?? [])
    const found: ServerRef | undefined = byName[0] ?? refs.find(({ oid, peeled }) => (peeled ?? oid) === name)
    if (!found) throw new StillwaterError('file.git_ref_missing', { ref: name }, { status: 400 })
    return { ref: found.target ?? found.ref, oid: found.peeled ?? found.oid }
  }

  /** Fetches what a name points at now, without its history. Answers the commit. @throws StillwaterError `download.too_large` */
  async fetch({ ref }: GitCommit): Promise<string> {
    const git = await loadGit()
    const { gitdir, url, http, cache } = this
    await git.init({ fs, gitdir, bare: true })
    await git.addRemote({ fs, gitdir, remote: 'origin', url })
    const { fetchHead } = await git.fetch({
      fs,
      http,
      gitdir,
      url,
      ref,
      remoteRef: ref,
      depth: 1,
      singleBranch: true,
      tags: false,
      cache,
    })
    if (!fetchHead) throw new StillwaterError('file.git_ref_missing', { ref }, { status: 400 })
    // An annotated tag is an object of its own.
    return (await git.readCommit({ fs, gitdir, oid: fetchHead, cache })).oid
  }

  /** Everything in a commit, tree by tree. */
  async *entries(oid: string, folder = ''): AsyncGenerator<GitEntry, void, undefined> {
    const git = await loadGit()
    const { tree } = await git.readTree({ fs, gitdir: this.gitdir, oid, cache: this.cache })
    for (const entry of tree) {
      const path = folder === '' ? entry.path : `${folder}/${entry.path}`
      if (entry.type === 'tree') yield* this.entries(entry.oid, path)
      else yield { path, oid: entry.oid, kind: kindOf(entry) }
    }
  }

  async read(oid: string): Promise<Uint8Array> {
    const git = await loadGit()
    return (await git.readBlob({ fs, gitdir: this.gitdir, oid, cache: this.cache })).blob
  }
}

function kindOf({ type, mode }: { type: string; mode: string }): GitEntry['kind'] {
  if (type === 'commit') return 'submodule'
  return mode === '120000' ? 'symlink' : 'file'
}

/** Requests of the git library as the engine makes them: with the remote's credentials, certificates, proxy and limits. */
async function forward(downloader: Downloader, request: GitHttpRequest, signal: AbortSignal): Promise<GitHttpResponse> {
  const { url, method = 'GET', headers: given = {}, body } = request
  const headers = Object.fromEntries(Object.entries(given).filter(([name]) => name.toLowerCase() !== 'user-agent'))
  const post = method === 'POST' ? { post: await bytesOf(body) } : {}
  const answer = await downloader.fetchBytes({ url, headers, maxSize: MAX_PACK, signal, ...post })
  return {
    url: answer.url,
    method,
    statusCode: 200,
    statusMessage: 'OK',
    headers: { ...answer.headers },
    body: once(answer.body),
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = []
  if (body) for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}
