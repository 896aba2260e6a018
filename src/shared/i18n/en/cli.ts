/** Texts of the command line. */
export const cli = {
  'cli.program': 'Mirror software repositories while online, serve them when not.',
  'cli.option.help': 'show help',
  'cli.option.version': 'print the version',
  'cli.option.data_dir': 'folder that holds everything (else STILLWATER_DATA_DIR, else the user-data folder)',
  'cli.option.json': 'print the result as JSON',
  'cli.option.background': 'queue the work and do not wait for it',
  'cli.option.workers': 'tasks that run at the same time',
  'cli.option.limit': 'how many to show',

  'cli.serve': 'run the host: interface, API and content, until it is ended',
  'cli.serve.api_port': 'port of the API and the interface; 0 picks a free one',
  'cli.serve.content_port': 'port of the content; 0 picks a free one',
  'cli.serve.host': 'address to listen on',
  'cli.serve.ui': 'Interface  {value}',
  'cli.serve.api': 'API        {value}',
  'cli.serve.content': 'Content    {value}',
  'cli.serve.data': 'Data       {value}',
  'cli.serve.password': 'Password   of admin is in {value}',
  'cli.serve.ready': 'Ready. Ctrl-C ends it.',

  'cli.interrupted': 'The task goes on in the running Stillwater. To stop it: stillwater task cancel {task}',

  'cli.mirror': 'mirror an upstream, or bring a mirror up to date',
  'cli.mirror.delete': 'delete a mirror: its repository with all versions, its remote and its distribution',
  'cli.mirror.delete.name': 'name of the mirror',
  'cli.mirror.deleted':
    'Deleted {name}. Files that no other mirror uses go with the next clean-up: stillwater orphan cleanup.',
  'cli.mirror.type': 'mirror: {label}',
  'cli.mirror.name': 'name of the mirror (default: from the source)',
  'cli.mirror.policy': 'when files are fetched: now, on first use and kept, or on each use',
  'cli.mirror.preview': 'say what would be mirrored and write nothing',
  'cli.mirror.plan': '{name}: {summary}',
  'cli.mirror.plan_packages': '{packages, plural, one {# item} other {# items}}',
  'cli.mirror.plan_bytes': '{bytes} to store',
  'cli.mirror.warning': 'Warning: {warning}',
  'cli.mirror.done':
    '{name}: {packages, plural, one {# item} other {# items}}, {bytes} stored, in {seconds, number, ::.0} s',
  'cli.mirror.version': 'New version {version}; {fetched} fetched',
  'cli.mirror.unchanged': 'Nothing changed: still version {version}; {fetched} fetched',
  'cli.mirror.served': 'Address: {url}',
  'cli.mirror.serve_hint': 'stillwater serve serves it.',

  'cli.client': 'set up clients',
  'cli.client.show': 'print what a client needs to use a mirror',
  'cli.client.distribution': 'name of the mirror, or href of the distribution',

  'cli.verify': 'check every stored file against its checksum',
  'cli.verify.clean':
    '{artifacts, plural, one {# file} other {# files}} ({bytes}) checked: {artifacts, plural, one {it is} other {all are}} as recorded',
  'cli.verify.wrong':
    '{artifacts, plural, one {# file} other {# files}} ({bytes}) checked: {wrong, plural, one {# problem} other {# problems}}',
  'cli.verify.missing': 'Missing: {item}{mirrors, select, other { in {mirrors}}} (sha256 {sha256})',
  'cli.verify.corrupted': 'Damaged: {item}{mirrors, select, other { in {mirrors}}} (sha256 {sha256})',
  'cli.verify.repair': 'stillwater repair fetches such files again from where they came.',
  'cli.verify.problem': 'Problem: {item}',

  'cli.secrets': 'look after the secrets of remotes',
  'cli.secrets.rotate': 'encrypt the secrets of all remotes under a new key',
  'cli.secrets.rotated':
    '{secrets, plural, =0 {No remote has a secret; the key is a new one} one {# secret is encrypted under a new key} other {# secrets are encrypted under a new key}}',

  'cli.repair': 'fetch missing and damaged files again',
  'cli.repair.repository_version': 'only the files of this version; its href',
  'cli.repair.no_verify_checksums': 'look at sizes only, which is quick',
  'cli.repair.lost': 'Lost: {item}',
  'cli.repair.done':
    '{missing, number} missing, {corrupted, number} damaged; {repaired, number} fetched again, {on_demand, number} will be when asked for, {lost, number} cannot be had',

  'cli.search': 'find a package or file in all mirrors',
  'cli.search.text': 'parts of its name or path, in any order',
  'cli.search.limit': 'matches to show; 50 unless given',
  'cli.search.none': 'No mirror has or had anything named {q}.',
  'cli.search.more_than': 'There are more than {count, number} matches; say more of the name.',
  'cli.search.column.name': 'name',
  'cli.search.column.mirror': 'mirror',
  'cli.search.column.versions': 'versions',
  'cli.search.column.file': 'file',
  'cli.search.column.size': 'size',
  'cli.search.state.stored': 'here',
  'cli.search.state.on_demand': 'on demand',
  'cli.search.state.missing': 'missing',
  'cli.search.gone': '(not in the newest)',

  'cli.checksums': 'give stored files the checksums of ALLOWED_CONTENT_CHECKSUMS, after it was changed',
  'cli.checksums.report': 'only say how many files there are to do',
  'cli.checksums.unreadable': 'Missing or damaged: {item}. Run stillwater repair, then this again.',
  'cli.checksums.reported':
    '{artifacts, plural, =0 {Every stored file has just the allowed checksums} one {# stored file does not have just the allowed checksums} other {# stored files do not have just the allowed checksums}}',
  'cli.checksums.done':
    '{artifacts, plural, =0 {Every stored file had just the allowed checksums} other {{updated, number} of {artifacts, number} stored files brought in line}}',
  'cli.checksums.unfetchable':
    '{unfetchable, plural, one {# file on demand cannot be fetched: upstream gives no allowed checksum for it} other {# files on demand cannot be fetched: upstream gives no allowed checksum for them}}',

  'cli.prune': 'take units out of repositories that came long ago, in new versions',
  'cli.prune.names': 'names or hrefs of repositories',
  'cli.prune.all': 'all repositories',
  'cli.prune.keep_days': 'days for which units stay; 14 unless given',
  'cli.prune.keep_latest': 'versions of each package that stay whatever their age; 1 unless given',
  'cli.prune.dry_run': 'only say what would leave',
  'cli.prune.which': 'Name the repositories, or give --all.',
  'cli.prune.done':
    '{name}: {dry_run, select, true {{pruned, number} would leave, {kept, number} would stay} other {{pruned, number} left, {kept, number} stay}}',

  'cli.orphan': 'look after content that nothing uses',
  'cli.orphan.cleanup': 'remove content that is in no version, and files that nothing uses',
  'cli.orphan.protection_time':
    'minutes for which nobody must have wanted it; the setting ORPHAN_PROTECTION_TIME unless given',
  'cli.orphan.cleaned':
    '{content, plural, one {# unit} other {# units}} and {artifacts, plural, one {# file} other {# files}} removed ({bytes}){files, plural, =0 {} one {, # unrecorded file too} other {, # unrecorded files too}}',

  'cli.worker': 'run queued tasks',
  'cli.worker.burst': 'end when no task is left',
  'cli.worker.done':
    '{tasks, plural, =0 {No task was waiting} one {# task has run} other {# tasks have run}}{failed, plural, =0 {} other {, # failed}}',

  'cli.task': 'see, pause and cancel tasks',
  'cli.task.list': 'list tasks, newest first',
  'cli.task.list.state': 'only tasks in this state',
  'cli.task.show': 'show a task',
  'cli.task.cancel': 'cancel a task',
  'cli.task.pause': 'hold a task back; its traffic stops until it is resumed',
  'cli.task.resume': 'let a paused task go on',
  'cli.task.paused': 'paused',
  'cli.download': 'hold all downloads back, or let them go on',
  'cli.download.show': 'show whether downloads are paused, and their limit',
  'cli.download.pause': 'hold all downloads back until they are resumed or the program starts again',
  'cli.download.resume': 'let downloads go on',
  'cli.download.paused': 'Downloads are paused',
  'cli.download.flowing': 'Downloads are not paused',
  'cli.download.limit': 'At most {limit, number} bytes a second',
  'cli.task.task': 'id or href of the task',
  'cli.task.queued': 'Queued: {href}',
  'cli.task.waiting': 'waiting',
  'cli.task.running': 'running',
  'cli.task.completed': 'completed',
  'cli.task.failed': 'failed',
  'cli.task.canceling': 'canceling',
  'cli.task.canceled': 'canceled',

  'cli.status': 'show the mirrors of the data folder and whether a host serves them',
  'cli.status.version': 'Stillwater {version}, data in {data_dir}',
  'cli.status.served': 'Served at {url}',
  'cli.status.not_served': 'Not served; stillwater serve serves it.',
  'cli.status.no_mirrors': 'No mirrors yet',

  'cli.resource.plugin': 'resources of type {plugin}',
  'cli.resource.kind': '{path}',
  'cli.resource.object': 'name or href',
  'cli.resource.filter': 'any filter of the API, such as name__contains=web; may be repeated',
  'cli.resource.none': 'None',
  'cli.resource.more': '{left, number} more; --limit and --offset reach them',
  'cli.resource.deleted': 'Deleted',
  'cli.resource.unchanged': 'Done; nothing changed',

  'cli.rebuild': 'make the catalogue again from the files beside it, when it is lost or damaged',
  'cli.rebuild.replace': 'move the catalogue that is there aside first; it is kept beside the new one',
  'cli.rebuild.differs': 'Differs: {item} does not hold what it held when it was made',
  'cli.rebuild.missing': 'Missing or damaged: a file with sha256 {sha256}',
  'cli.rebuild.problem': 'Problem: {item}',
  'cli.rebuild.done':
    '{repositories, plural, one {# repository} other {# repositories}}, {versions, plural, one {# version} other {# versions}}, {units, plural, one {# unit} other {# units}} and {files, plural, one {# file} other {# files}} ({size}, all of them checked) are back; every version was compared with its integrity root.',
  'cli.rebuild.secrets':
    'Passwords and keys of remotes are not kept beside the catalogue: give them again to the remotes that need them.',

  'cli.usage.count': 'It must be a whole number from {least} to {most}.',
  'cli.usage.one_source': 'give exactly one source: {sources}.',
  'cli.usage.one_value': '{field}: give exactly one.',
  'cli.usage.burst': 'stillwater worker needs --burst; stillwater serve runs tasks all the time.',
  'cli.usage.boolean': '--{option}: "{value}" is neither true nor false.',
  'cli.usage.number': '--{option}: "{value}" is not a number.',
  'cli.usage.pairs': '--{option}: "{value}" is not of the form key=value,key=value.',
  'cli.usage.json': '"{value}" is not valid JSON.',
  'cli.usage.filter': '--filter: "{value}" is not of the form name=value.',
} as const satisfies Record<string, string>
