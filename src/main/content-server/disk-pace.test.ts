import { expect, test } from 'vitest'
import { DiskPace } from './disk-pace.ts'

test('reads leave the thread once several in a row had to wait for the disk, and come back when they are quick again', () => {
  let diskReads = 0
  const pace = new DiskPace(() => diskReads)
  const slow = (): void => {
    diskReads += 1
    pace.took(8)
  }
  slow()
  slow()
  expect(pace.isSlow).toBe(false)
  slow()
  expect(pace.isSlow).toBe(true)
  // However long it was slow, so many quick ones are enough.
  for (let times = 0; times < 1000; times += 1) slow()
  for (let times = 0; times < 63; times += 1) pace.took(0.1)
  expect(pace.isSlow).toBe(true)
  pace.took(0.1)
  expect(pace.isSlow).toBe(false)
})

test('a read that was slow without a disk speaks of a busy machine, unless it took for ever', () => {
  const pace = new DiskPace(() => 7)
  for (let times = 0; times < 100; times += 1) pace.took(20)
  expect(pace.isSlow).toBe(false)
  for (let times = 0; times < 3; times += 1) pace.took(150)
  expect(pace.isSlow).toBe(true)
})

test('a disk that answers quickly is not slow, and what it was asked before says nothing of later reads', () => {
  let diskReads = 0
  const pace = new DiskPace(() => diskReads)
  for (let times = 0; times < 100; times += 1) {
    diskReads += 1
    pace.took(1)
  }
  expect(pace.isSlow).toBe(false)
  for (let times = 0; times < 100; times += 1) pace.took(20)
  expect(pace.isSlow).toBe(false)
})
