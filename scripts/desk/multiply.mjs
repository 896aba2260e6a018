/** Makes a mirror of some thousand units one of a million within its catalogue, in a minute: what the interface reads, without files and manifests. */
import Database from 'better-sqlite3'

const TYPE = 'file.file'
const PREFIX = 'pool/000/package-'

/** The id, or digest, of a copy: its first four bytes are the number of the copy. Ids begin with the time, which is far above it. */
const copied = (column) => `CAST(unhex(printf('%08x', @copy)) || substr(${column}, 5) AS BLOB)`

/** The path that the generator gives the unit whose number is so much higher. Numbers are bound as ones with a point, which must not show. */
function pathOf(column) {
  const number = `(CAST(substr(${column}, ${PREFIX.length + 1}) AS INTEGER) + CAST(@copy * @base AS INTEGER))`
  return `substr(${column}, 1, ${PREFIX.length}) || ${number} || '_1.' || (${number} % 7) || '.deb'`
}

/** Copies the rows of the table that belong to the mirror's units, all columns as they are but for those named. */
function copyOf(db, table, changed, units) {
  const columns = db
    .prepare(`SELECT name FROM pragma_table_info('${table}')`)
    .pluck()
    .all()
    .filter((name) => !(changed[name] === null))
  const values = columns.map((name) => changed[name] ?? name)
  return db.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} WHERE ${units}`,
  )
}

/** Has version 1 of the repository hold `times` as many units. The host must not be running. */
export function multiply(file, repository, times) {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -200000')
  const id = Buffer.from(repository.replaceAll('-', ''), 'hex')
  const mine = 'SELECT content_id FROM base'
  db.exec(`CREATE TEMP TABLE base (content_id BLOB PRIMARY KEY) WITHOUT ROWID`)
  db.prepare('INSERT INTO base SELECT content_id FROM core_repositorycontent WHERE repository_id = ?').run(id)
  const base = db.prepare('SELECT COUNT(*) FROM base').pluck().get()
  const content = { content_id: copied('content_id') }
  const files = `SELECT pulp_id FROM core_contentartifact WHERE content_id IN (${mine})`
  const steps = [
    copyOf(db, 'core_content', { pulp_id: copied('pulp_id') }, `pulp_id IN (${mine})`),
    copyOf(
      db,
      'file_filecontent',
      { pulp_id: copied('pulp_id'), relative_path: pathOf('relative_path'), digest: copied('digest') },
      `pulp_id IN (${mine})`,
    ),
    copyOf(
      db,
      'core_contentartifact',
      { ...content, pulp_id: copied('pulp_id'), relative_path: pathOf('relative_path') },
      `content_id IN (${mine})`,
    ),
    copyOf(
      db,
      'core_remoteartifact',
      { pulp_id: copied('pulp_id'), content_artifact_id: copied('content_artifact_id'), sha256: copied('sha256') },
      `content_artifact_id IN (${files})`,
    ),
    copyOf(db, 'core_repositorycontent', content, `repository_id = @id AND content_id IN (${mine})`),
    copyOf(db, 'core_searchname', { ...content, id: null, name: pathOf('name') }, `content_id IN (${mine})`),
  ]
  for (let copy = 1; copy < times; copy += 1)
    db.transaction(() => {
      for (const step of steps) step.run({ copy, base, id })
    })()
  const counts = JSON.stringify({ [TYPE]: base * times })
  db.prepare(
    `UPDATE core_repositoryversion SET content_summary = '{"added":${counts},"removed":{},"present":${counts}}'
     WHERE repository_id = ? AND number = 1`,
  ).run(id)
  db.prepare('DELETE FROM core_mirrorsize WHERE repository_id = ?').run(id)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Adds tasks that ended, as copies of one that did. The host must not be running. */
export function addTasks(file, count) {
  const db = new Database(file)
  const task = db.prepare(`SELECT * FROM core_task WHERE state = 'completed' AND name = 'file.sync' LIMIT 1`).get()
  const columns = Object.keys(task)
  const insert = db.prepare(
    `INSERT INTO core_task (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`)})`,
  )
  const reserve = db.prepare(
    'INSERT INTO core_taskreservation SELECT ?, resource, exclusive FROM core_taskreservation WHERE task_id = ?',
  )
  db.transaction(() => {
    for (let number = 0; number < count; number += 1) {
      const id = Buffer.from(task.pulp_id)
      id.writeUInt32BE(number, id.length - 4)
      id[6] ^= 8
      insert.run({ ...task, pulp_id: id })
      reserve.run(id, task.pulp_id)
    }
  })()
  db.close()
}
