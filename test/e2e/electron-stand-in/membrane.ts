import type { decode, encode } from './codec.ts'

/**
 * One side of a bridge between two worlds of a page that share nothing but DOM events with a text in them. Runs in both worlds (its
 * source is sent into the page). Values are copied, functions are called on the side they belong to; an answer that is there at once
 * is given at once, a promise later.
 */
export function membrane(
  send: (message: string) => void,
  codec: { encode: typeof encode; decode: typeof decode },
): { pack(value: unknown): string; unpack(text: string): unknown; receive(message: string): void } {
  type Fn = (...args: unknown[]) => unknown
  interface Answer {
    kind: 'value' | 'throw' | 'promise'
    value: string
  }
  const functions: Fn[] = []
  const answers = new Map<number, Answer>()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let calls = 0

  const idOf = (fn: Fn): number => (functions.includes(fn) ? functions.indexOf(fn) : functions.push(fn) - 1)
  const pack = (value: unknown): string => codec.encode(value, idOf)
  const unpack = (text: string): unknown => codec.decode(text, proxy)
  const post = (message: object): void => send(JSON.stringify(message))

  function proxy(id: number): Fn {
    return (...args) => {
      const call = (calls += 1)
      post({ type: 'call', call, id, args: pack(args) })
      const answer = answers.get(call)
      answers.delete(call)
      if (!answer) throw new Error('The other world is gone.')
      if (answer.kind === 'throw') throw new Error(answer.value)
      if (answer.kind === 'value') return unpack(answer.value)
      return new Promise((resolve, reject) => waiting.set(call, { resolve, reject }))
    }
  }

  const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))
  function run(call: number, id: number, args: string): void {
    const answer = (kind: Answer['kind'], value: string): void => post({ type: 'answer', call, kind, value })
    try {
      const result = functions[id]?.(...(unpack(args) as unknown[]))
      if (!(result instanceof Promise)) return answer('value', pack(result))
      answer('promise', '')
      result.then(
        (value) => post({ type: 'settled', call, ok: true, value: pack(value) }),
        (error: unknown) => post({ type: 'settled', call, ok: false, value: text(error) }),
      )
    } catch (error) {
      answer('throw', text(error))
    }
  }

  function receive(message: string): void {
    const m = JSON.parse(message)
    if (m.type === 'call') run(m.call, m.id, m.args)
    else if (m.type === 'answer') answers.set(m.call, m)
    else if (m.type === 'settled') {
      const promise = waiting.get(m.call)
      waiting.delete(m.call)
      if (m.ok) promise?.resolve(unpack(m.value))
      else promise?.reject(new Error(m.value))
    }
  }
  return { pack, unpack, receive }
}
