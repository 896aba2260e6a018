/** Answers of a server that lies about them. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { type Attack, SUITE } from './world.ts'

/** Answers one path otherwise than with the file. */
const answer = (
  title: string,
  code: string,
  wanted: (path: string) => boolean,
  respond: (response: ServerResponse, file: Buffer) => void,
): Attack => [
  title,
  code,
  async (world) => {
    await world.publishMore()
    world.upstream.intercept = (path, _request, response) => {
      if (!wanted(path)) return false
      respond(response, world.upstream.files.get(path) ?? Buffer.alloc(10))
      return true
    }
  },
]

const release = (path: string): boolean => path === `${SUITE}InRelease`
const index = (path: string): boolean => path.includes('binary-amd64')
const payload = (path: string): boolean => path.endsWith('.deb')

const longer = (response: ServerResponse, file: Buffer): void => {
  response.writeHead(200, { 'content-length': file.length + 100 })
  response.write(file, () => response.destroy())
}
const redirect =
  (to: string) =>
  (response: ServerResponse): void =>
    void response.writeHead(302, { location: to }).end()

export const WIRE: readonly Attack[] = [
  answer('an InRelease whose Content-Length is too long', 'download.unreachable', release, longer),
  answer('an index whose Content-Length is too long', 'download.size_mismatch', index, longer),
  answer('a package whose Content-Length is too long', 'download.size_mismatch', payload, longer),
  answer('a package whose Content-Length is 4 TB', 'download.size_mismatch', payload, (response, file) => {
    response.writeHead(200, { 'content-length': 4 * 1024 ** 4 })
    response.write(file, () => response.destroy())
  }),
  answer('an InRelease whose Content-Length is 4 TB', 'download.too_large', release, (response, file) => {
    response.writeHead(200, { 'content-length': 4 * 1024 ** 4 })
    response.write(file, () => response.destroy())
  }),
  answer('a package in another encoding', 'download.digest_mismatch', payload, (response, file) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(file)),
  ),
  answer('an InRelease that never ends', 'download.too_large', release, (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, '\n')));
      response.once('drain', more)
    }
    more()
  }),
  answer(
    'a package that is a file of this machine',
    'download.redirect_refused',
    payload,
    redirect('file:///etc/passwd'),
  ),
  answer('a package behind endless redirects', 'download.too_many_redirects', payload, redirect('')),
  answer('an InRelease in a broken server', 'download.http_status', release, (response) =>
    response.writeHead(500).end(),
  ),
  answer('a package behind a page to sign in', 'download.digest_mismatch', payload, (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>'),
  ),
  answer('an index that is only a part of it', 'download.http_status', index, (response, file) =>
    response.writeHead(206, { 'content-range': `bytes 0-9/${file.length}` }).end(file.subarray(0, 10)),
  ),
  answer(
    'a suite that is not there',
    'deb.no_release',
    (path) => path.startsWith(SUITE),
    (response) => response.writeHead(404).end(),
  ),
]
