/** An upstream of any number of files, made up as it is read. */
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'

/** Path of the unit with a number. */
export const pathOf = (index) => `pool/${String(index % 1000).padStart(3, '0')}/package-${index}_1.${index % 7}.deb`

function* manifestChunks(count, changed) {
  let text = ''
  for (let index = 0; index < count; index += 1) {
    const seed = changed && index % 100 === 0 ? `${index} changed` : String(index)
    text += `${pathOf(index)},${hash('sha256', seed)},${1000 + (index % 5000)}\n`
    if (text.length < 1 << 18) continue
    yield text
    text = ''
  }
  yield text
}

/** An upstream that lists files and has none of them. */
export async function startUpstream(count) {
  const state = { changed: false, url: '' }
  const server = createServer((request, response) => {
    if (!request.url?.endsWith('PULP_MANIFEST')) return response.writeHead(404).end()
    Readable.from(manifestChunks(count, state.changed)).pipe(response.writeHead(200))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${server.address().port}/PULP_MANIFEST`
  state.close = () => server.close()
  return state
}
