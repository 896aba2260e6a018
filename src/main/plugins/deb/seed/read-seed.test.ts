import { expect, test } from 'vitest'
import { readSeed } from './read-seed.ts'

test('132 names, one a line, as apt-mark showmanual and people write them', () => {
  expect(readSeed('curl\nlibc6:amd64\n# why\n\nvim=2:9.0-1 # this one\n$BAD\n')).toEqual({
    kind: 'list',
    queries: ['curl', 'libc6 {amd64}', 'vim (= 2:9.0-1)'],
    skipped: ['$BAD'],
  })
})

test('132 selections of dpkg, without what is to be removed', () => {
  const text = 'adduser\t\t\t\tinstall\nlibfoo:amd64\t\tinstall\nold\t\t\tdeinstall\nheld\t\thold\n'
  expect(readSeed(text)).toMatchObject({ kind: 'selections', queries: ['adduser', 'libfoo {amd64}', 'held'] })
})

test('132 a status file of dpkg, what is installed of it', () => {
  const text =
    'Package: aa\nStatus: install ok installed\nVersion: 1\n\nPackage: bb\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: cc\nStatus: hold ok installed\nVersion: 1\n'
  expect(readSeed(text)).toMatchObject({ kind: 'status', queries: ['aa', 'cc'] })
})

test('132 the apt-get lines of a Dockerfile', () => {
  const text = `FROM debian:bookworm
# RUN apt-get install -y not-this
ENV X=1
RUN apt-get update && apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 \\
    curl \\
    # a comment in between
    'libfoo2' git=1:2.39 $EXTRA \\
 && rm -rf /var/lib/apt/lists/*
RUN ["apt-get", "install", "-y", "vim"]
RUN --mount=type=cache,target=/var/cache/apt apt -t bookworm-backports install -qq tmux 2>/dev/null; echo done
RUN pip install requests
`
  expect(readSeed(text)).toEqual({
    kind: 'dockerfile',
    queries: ['curl', 'libfoo2', 'git (= 1:2.39)', 'vim', 'tmux'],
    skipped: ['$EXTRA'],
  })
})
