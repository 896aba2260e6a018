import { expect, test } from 'vitest'
import { FileContent } from '../../plugins/file/models.ts'
import { DeclarativeContent, unit } from './declarative.ts'
import { EndStage } from './end-stage.ts'
import { createPipeline } from './pipeline.ts'
import { ResolveContentFutures } from './resolve-content-futures.ts'
import { Stage } from './stage.ts'

const item = (name: string, doesBatch = true): DeclarativeContent =>
  new DeclarativeContent({ content: unit(FileContent, { relative_path: name, digest: '00' }), doesBatch })

class Source extends Stage {
  readonly work: (put: (one: DeclarativeContent) => Promise<void>) => Promise<void>
  constructor(work: Source['work']) {
    super()
    this.work = work
  }
  run(): Promise<void> {
    return this.work((one) => this.put(one))
  }
}

class Batcher extends Stage {
  readonly sizes: number[] = []
  readonly minSize: number
  constructor(minSize: number) {
    super()
    this.minSize = minSize
  }
  async run(): Promise<void> {
    for await (const batch of this.batches(this.minSize)) {
      this.sizes.push(batch.length)
      for (const one of batch) await this.put(one)
    }
  }
}

test('batches are full ones and the rest', async () => {
  const batcher = new Batcher(10)
  const source = new Source(async (put) => {
    for (let index = 0; index < 25; index += 1) await put(item(String(index)))
  })
  await createPipeline([source, batcher, new EndStage()])
  expect(batcher.sizes.reduce((sum, size) => sum + size, 0)).toBe(25)
  expect(batcher.sizes).toEqual([10, 10, 5])
})

test('43 awaiting a unit of a half-filled batch passes the batch on: no deadlock', async () => {
  const batcher = new Batcher(500)
  const second = new Batcher(500)
  let resolved: string | null = 'nothing'
  const source = new Source(async (put) => {
    const first = item('first')
    await put(item('before'))
    await put(first)
    resolved = (await first.resolution()).model.type
    await put(item('after'))
  })
  await createPipeline([source, batcher, second, new ResolveContentFutures(), new EndStage()])
  expect(resolved).toBe('file.file')
  expect(batcher.sizes).toEqual([2, 1])
})

test('a unit that does not batch is not held back', async () => {
  const batcher = new Batcher(500)
  const source = new Source(async (put) => {
    const one = item('one', false)
    await put(one)
    await one.resolution()
    await put(item('two'))
  })
  await createPipeline([source, batcher, new ResolveContentFutures(), new EndStage()])
  expect(batcher.sizes).toEqual([1, 1])
})

test('a slow stage holds back the fast one before it', async () => {
  let made = 0
  let gate: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (gate = resolve))
  class Slow extends Stage {
    async run(): Promise<void> {
      await opened
      for await (const one of this.items()) await this.put(one)
    }
  }
  const source = new Source(async (put) => {
    for (; made < 1000; made += 1) await put(item(String(made)))
  })
  const done = createPipeline([source, new Slow(), new EndStage()], { maxSize: 7 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(made).toBe(7)
  gate()
  await done
  expect(made).toBe(1000)
})

test('the first failure stops every stage and is the one thrown', async () => {
  class Failing extends Stage {
    async run(): Promise<void> {
      for await (const one of this.items()) throw new Error(`bad ${String(one.content.values.relative_path)}`)
    }
  }
  const source = new Source(async (put) => {
    for (;;) await put(item('x'))
  })
  await expect(createPipeline([source, new Batcher(3), new Failing(), new EndStage()])).rejects.toThrow('bad x')
})

test('an abort from outside stops the line', async () => {
  const controller = new AbortController()
  const source = new Source(async (put) => {
    for (;;) await put(item('x'))
  })
  const done = createPipeline([source, new Batcher(10), new EndStage()], { signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(done).rejects.toThrow('enough')
})

test('the same stage twice is refused', async () => {
  const batcher = new Batcher(1)
  const source = new Source(async () => undefined)
  await expect(createPipeline([source, batcher, batcher, new EndStage()])).rejects.toThrow(TypeError)
})

test('whoever awaits a unit hears of the failure that keeps it from being saved, and the line ends', async () => {
  class Failing extends Stage {
    async run(): Promise<void> {
      for await (const one of this.items()) throw new Error(`bad ${String(one.content.values.relative_path)}`)
    }
  }
  let heard: unknown = null
  const source = new Source(async (put) => {
    const one = item('x')
    await put(one)
    await one.resolution().catch((error: unknown) => (heard = error))
  })
  await expect(createPipeline([source, new Failing(), new EndStage()])).rejects.toThrow('bad x')
  expect(heard).toEqual(new Error('bad x'))
})

test('a cancel reaches whoever awaits a unit', async () => {
  const controller = new AbortController()
  const source = new Source(async (put) => {
    const one = item('x')
    await put(one)
    queueMicrotask(() => controller.abort(new Error('enough')))
    await one.resolution()
  })
  // Without ResolveContentFutures nobody resolves it.
  const done = createPipeline([source, new EndStage()], { signal: controller.signal })
  await expect(done).rejects.toThrow('enough')
})

test('work on several items at once: a failure ends it although no more items come and the others wait', async () => {
  const stopped = Promise.withResolvers<void>()
  class Working extends Stage {
    run(): Promise<void> {
      return this.eachItem(10, async (one, signal) => {
        if (one.content.values.relative_path === 'bad') throw new Error('bad')
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
        stopped.resolve()
        signal.throwIfAborted()
      })
    }
  }
  const source = new Source(async (put) => {
    await put(item('waits'))
    await put(item('bad'))
    await stopped.promise
  })
  await expect(createPipeline([source, new Working(), new EndStage()])).rejects.toThrow('bad')
})
