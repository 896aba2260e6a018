/** A remote may have millions of addresses; none of them may be left, and files that are here stay. */
import { expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { deleteObjects, hasManyAddresses } from '../../src/main/engine/repository/delete-object.ts'
import { uuidv7 } from '../../src/shared/id.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRemote } from '../../src/main/plugins/file/models.ts'
import { startTestEngine } from '../fixtures/engine.ts'

test('7, 8 a remote with many addresses is deleted with all of them, a part at a time, and units stay', async () => {
  const it = startTestEngine([file])
  const { catalogue } = it.engine
  const count = 4500
  const [remote, other] = ['gone', 'stays'].map((name) =>
    FileRemote.create(catalogue, { name, url: 'http://127.0.0.1:9/' }),
  )
  if (!remote || !other) throw new Error('two remotes')
  catalogue.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const { pulp_id } = FileContent.create(catalogue, { relative_path: `f${index}`, digest: 'ab' })
      const id = uuidToBlob(uuidv7())
      catalogue
        .prepare(
          'INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, NULL, ?)',
        )
        .run(id, uuidToBlob(pulp_id), `f${index}`)
      for (const one of index === 0 ? [remote, other] : [remote])
        catalogue
          .prepare('INSERT INTO core_remoteartifact (pulp_id, content_artifact_id, remote_id, url) VALUES (?, ?, ?, ?)')
          .run(uuidToBlob(uuidv7()), id, uuidToBlob(one.pulp_id), `http://127.0.0.1:9/f${index}`)
    }
  })
  expect([remote, other].map((one) => hasManyAddresses(catalogue, one.pulp_id))).toEqual([true, false])
  const objects = [{ kind: 'remote' as const, id: remote.pulp_id }]
  expect((await it.run(deleteObjects, { objects }, { exclusive: [remote] })).state).toBe('completed')
  expect(FileRemote.list(catalogue).map(({ name }) => name)).toEqual(['stays'])
  expect(catalogue.prepare('SELECT COUNT(*) AS n FROM core_remoteartifact').get()).toEqual({ n: 1 })
  expect(FileContent.count(catalogue)).toBe(count)
  await it.close()
})
