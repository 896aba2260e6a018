import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { background, common, type CommonOptions, type Context, t, writeJson } from '../context.ts'
import { dataDirOf } from '../data-dir.ts'
import { formatBytes } from '../format.ts'
import { EXIT } from '../problem.ts'
import { runToEnd } from '../run-to-end.ts'

const FILES = ['all', 'own', 'none'] as const

const BackedUp = z.object({
  path: z.string(),
  artifacts: z.number(),
  bytes: z.number(),
  damaged: z.array(z.string()),
  damaged_count: z.number(),
  // A host that was started before an update does not say them.
  remotes_without_key: z.array(z.string()).default([]),
  signing_keys_without_key: z.array(z.string()).default([]),
})

interface BackupOptions extends CommonOptions {
  background?: boolean
  files: (typeof FILES)[number]
  withKey?: boolean
  link?: boolean
}

interface MoveOptions extends CommonOptions {
  removeOld?: boolean
}

/** Commands that bring a data folder to safety, back, or elsewhere. */
export function addBackup(program: Command, context: Context): void {
  const folder = t('cli.backup.folder')
  background(common(program.command('backup').description(t('cli.backup')).argument('<folder>', folder)))
    .addOption(new Option('--files <which>', t('cli.backup.files')).choices(FILES).default('all'))
    .addOption(new Option('--with-key', t('cli.backup.with_key')))
    .addOption(new Option('--link', t('cli.backup.link')))
    .action((path: string, options: BackupOptions) => backUp(context, path, options))
  common(program.command('restore').description(t('cli.restore')).argument('<folder>', t('cli.restore.folder'))).action(
    (path: string, options: CommonOptions) => restoreFrom(context, path, options),
  )
  common(program.command('move-data').description(t('cli.move')).argument('<folder>', t('cli.move.folder')))
    .addOption(new Option('--remove-old', t('cli.move.remove_old')))
    .action((path: string, options: MoveOptions) => move(context, path, options))
}

async function backUp(context: Context, path: string, options: BackupOptions): Promise<void> {
  const body = {
    folder: resolve(path),
    files: options.files,
    secret_key: options.withKey ?? false,
    link: options.link ?? false,
  }
  const done = await runToEnd(context, options, `${OWN_API_ROOT}backups/`, body, BackedUp)
  if (!done) return
  if (!options.json) {
    for (const item of done.damaged) context.output.line(t('cli.backup.damaged', { item }))
    const { path: made, artifacts, bytes } = done
    context.output.line(t('cli.backup.done', { path: made, artifacts, bytes: formatBytes(bytes) }))
    for (const line of withoutKey('backup', done)) context.output.note(line)
  }
  if (done.damaged_count > 0) process.exitCode = EXIT.failed
}

interface WithoutKey {
  remotes_without_key: readonly string[]
  signing_keys_without_key: readonly string[]
}

/** What cannot be used after a restore, or will not be, since the key of the secrets stays behind. */
function withoutKey(
  command: 'backup' | 'restore',
  { remotes_without_key: remotes, signing_keys_without_key: keys }: WithoutKey,
): string[] {
  const lines: string[] = []
  if (remotes.length > 0) lines.push(t(`cli.${command}.no_key`, { remotes: remotes.join(', '), count: remotes.length }))
  if (keys.length > 0) lines.push(t(`cli.${command}.no_signing_key`, { keys: keys.join(', '), count: keys.length }))
  return lines
}

/** How far it is, redrawn in place on a terminal. */
function counter({ output }: Context): { show(done: number, total: number): void; end(): void } {
  let drawn = false
  return {
    show(done, total) {
      if (!output.isTerminal) return
      drawn = true
      output.draw(`\r${t('cli.files_done', { done, total })}`)
    },
    end: () => drawn && output.draw('\n'),
  }
}

async function restoreFrom(context: Context, path: string, options: CommonOptions): Promise<void> {
  // The engine and the plugins are loaded only where they are needed.
  const [{ restore }, { plugins }] = await Promise.all([import('#engine/backup/restore'), import('#plugins/all')])
  const to = dataDirOf(options.dataDir, context.environment)
  const progress = counter(context)
  const { interrupted: signal } = context
  const onProgress = progress.show
  const done = await restore({ from: resolve(path), to, plugins, signal, onProgress }).finally(() => progress.end())
  if (options.json) return writeJson(context, { path: to, ...done })
  const { versions, artifacts, bytes } = done
  context.output.line(t('cli.restore.done', { to, versions, artifacts, bytes: formatBytes(bytes) }))
  if (done.on_demand > 0) context.output.line(t('cli.restore.on_demand', { count: done.on_demand }))
  if (done.lost_count > 0) context.output.line(t('cli.restore.lost', { count: done.lost_count }))
  for (const line of withoutKey('restore', done)) context.output.line(line)
}

async function move(context: Context, path: string, options: MoveOptions): Promise<void> {
  const { moveData } = await import('#engine/backup/move-data')
  const from = dataDirOf(options.dataDir, context.environment)
  const progress = counter(context)
  const done = await moveData({
    from,
    to: resolve(path),
    remove: options.removeOld ?? false,
    signal: context.interrupted,
    onProgress: progress.show,
  }).finally(() => progress.end())
  if (options.json) return writeJson(context, { from, ...done })
  context.output.line(t('cli.move.done', { ...done, from, bytes: formatBytes(done.bytes) }))
  context.output.line(t(done.removed ? 'cli.move.removed' : 'cli.move.kept', { from }))
}
