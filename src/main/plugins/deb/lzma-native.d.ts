/** The part of lzma-native that is used. Source: its README, version 8. */
declare module 'lzma-native' {
  import type { Duplex } from 'node:stream'

  interface Lzma {
    createCompressor(options: { preset: number; threads?: number }): Duplex
    createStream(coder: 'streamDecoder', options: { memlimit: number }): Duplex
  }
  const lzma: Lzma
  export default lzma
}
