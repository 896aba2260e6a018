/** Fetches an index, unpacks it and reads which file each stanza names, as a program that only copies does. */
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import lzma from 'lzma-native'

const answer = await fetch(process.argv[2])
const lines = createInterface({ input: Readable.fromWeb(answer.body).pipe(lzma.createDecompressor()) })
const files = new Map()
let name = ''
for await (const line of lines) {
  if (line.startsWith('Filename: ')) name = line.slice(10)
  else if (line.startsWith('Size: ')) files.set(name, Number(line.slice(6)))
}
console.log(files.size)
