import { setTimeout as sleep } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { sampleBytes, sha256, TestClient, TestUpstream } from './test-upstream.ts'

const BYTES = sampleBytes(3_000_000)

test('passes a body on, after trying again for its head', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    if (upstream.seen.length === 1) response.writeHead(502).end()
    else response.setHeader('content-type', 'x/y').end(BYTES)
  })
  await using client = await TestClient.create({ url: upstream.url })
  const result = await client.downloader.stream({ url: `${upstream.url}/a`, expected: { sha256: sha256(BYTES) } })
  expect(result).toMatchObject({ status: 200, size: BYTES.length, headers: { 'content-type': 'x/y' } })
  expect((await buffer(result.body)).equals(BYTES)).toBe(true)
})

test('a range is passed through', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-9/3000000' }).end(BYTES.subarray(0, 10))
  })
  await using client = await TestClient.create({ url: upstream.url })
  const request = { url: upstream.url, headers: { Range: 'bytes=0-9' }, expected: { sha256: sha256(BYTES) } }
  const result = await client.downloader.stream(request)
  expect(result.status).toBe(206)
  expect((await buffer(result.body)).length).toBe(10)
})

test('nobody gets the last bytes of a wrong file', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end(BYTES))
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: upstream.url, expected: { sha256: sha256(Buffer.from('x')) } })
  let received = 0
  const reading = (async () => {
    for await (const chunk of body) received += (chunk as Buffer).length
  })()
  await expect(reading).rejects.toMatchObject({ code: 'download.digest_mismatch' })
  expect(received).toBeLessThan(BYTES.length)
})

test('a body cut off is an error, not an end', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(200, { 'content-length': BYTES.length })
    response.write(BYTES.subarray(0, 1000), () => setTimeout(() => response.destroy(), 50))
  })
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: upstream.url })
  await expect(buffer(body)).rejects.toMatchObject({ code: 'download.unreachable' })
})

test('a receiver that leaves ends the transfer and frees the slot; one that is slow holds the upstream back', async () => {
  let sent = 0
  let closed = 0
  await using upstream = await TestUpstream.start((_request, response) => {
    response.on('close', () => (closed += 1))
    const more = (): void => {
      while (!response.destroyed && response.write(BYTES)) sent += BYTES.length
      sent += BYTES.length
    }
    response.on('drain', more)
    more()
  })
  await using client = await TestClient.create({ url: upstream.url, download_concurrency: 1 })
  for (let round = 0; round < 2; round += 1) {
    const { body } = await client.downloader.stream({ url: upstream.url })
    await sleep(200)
    body.destroy()
  }
  while (closed < 2) await sleep(10)
  expect(sent).toBeLessThan(100_000_000)
  expect(client.downloader.meter.bytes).toBeLessThan(2_000_000)
})

test('a missing file is an error before there is a body, and leaves no slot taken', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.writeHead(404).end('nothing'))
  await using client = await TestClient.create({ url: upstream.url, download_concurrency: 1 })
  for (let round = 0; round < 3; round += 1) {
    const opened = client.downloader.stream({ url: `${upstream.url}/a` })
    await expect(opened).rejects.toMatchObject({ code: 'download.http_status', params: { status: 404 } })
  }
})

test('an aborted signal ends the body with an error', async () => {
  const abort = new AbortController()
  await using upstream = await TestUpstream.start((_request, response) => void response.write(BYTES))
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: upstream.url, signal: abort.signal })
  setTimeout(() => abort.abort(), 50)
  await expect(buffer(body)).rejects.toMatchObject({ code: 'download.canceled' })
})

test('a failure before anybody reads is kept for the reader', async () => {
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(200, { 'content-length': BYTES.length })
    response.write(BYTES.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20))
  })
  await using client = await TestClient.create({ url: upstream.url })
  const { body } = await client.downloader.stream({ url: upstream.url })
  while (!body.destroyed) await sleep(10)
  await expect(buffer(body)).rejects.toMatchObject({ code: 'download.unreachable' })
})
