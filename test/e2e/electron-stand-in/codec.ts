/**
 * Structured clone as text. Both functions are also sent into pages as source, so they use nothing from outside themselves but what
 * Node and browsers share.
 */

export type FunctionToId = (fn: (...args: unknown[]) => unknown) => number
export type IdToFunction = (id: number) => unknown

/** Functions become ids when `functionToId` is given and otherwise cannot be cloned, as over Electron's IPC. */
export function encode(value: unknown, functionToId?: FunctionToId): string {
  const pack = (x: unknown): unknown => {
    if (x === undefined) return { $: 'undefined' }
    if (typeof x === 'bigint') return { $: 'bigint', v: String(x) }
    if (typeof x === 'number' && !Number.isFinite(x)) return { $: 'number', v: String(x) }
    if (typeof x === 'function' && functionToId)
      return { $: 'function', v: functionToId(x as (...args: unknown[]) => unknown) }
    if (typeof x === 'function' || typeof x === 'symbol') throw new Error('An object could not be cloned.')
    if (typeof x !== 'object' || x === null) return x
    if (Array.isArray(x)) return x.map(pack)
    if (x instanceof Date) return { $: 'date', v: x.getTime() }
    if (x instanceof Map) return { $: 'map', v: [...x].map(pack) }
    if (x instanceof Set) return { $: 'set', v: [...x].map(pack) }
    if (x instanceof Error) return { $: 'error', v: x.message }
    if (x instanceof Uint8Array) return { $: 'bytes', v: btoa(Array.from(x, (b) => String.fromCharCode(b)).join('')) }
    const entries = Object.entries(x).map(([key, item]): [string, unknown] => [key, pack(item)])
    return '$' in x ? { $: 'object', v: entries } : Object.fromEntries(entries)
  }
  return JSON.stringify(pack(value))
}

/** The value again; ids become what `idToFunction` makes of them. */
export function decode(text: string, idToFunction?: IdToFunction): unknown {
  const unpack = (x: unknown): unknown => {
    if (typeof x !== 'object' || x === null) return x
    if (Array.isArray(x)) return x.map(unpack)
    if (!('$' in x)) return Object.fromEntries(Object.entries(x).map(([key, item]) => [key, unpack(item)]))
    const { $: tag, v } = x as { $: string; v: never }
    if (tag === 'undefined') return undefined
    if (tag === 'bigint') return BigInt(v)
    if (tag === 'number') return Number(v)
    if (tag === 'function') return idToFunction?.(v)
    if (tag === 'date') return new Date(v)
    if (tag === 'map') return new Map(unpack(v) as [unknown, unknown][])
    if (tag === 'set') return new Set(unpack(v) as unknown[])
    if (tag === 'error') return new Error(v)
    if (tag === 'bytes') return Uint8Array.from(atob(v), (character) => character.charCodeAt(0))
    return Object.fromEntries((v as [string, unknown][]).map(([key, item]) => [key, unpack(item)]))
  }
  return unpack(JSON.parse(text))
}
