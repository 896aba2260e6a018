/** Shapes of Host and Origin that are not those of a server. */

/** 40 sets of header lines, none of which may be answered as if it were `127.0.0.1:PORT`. */
export function foreignNames(port: number): string[] {
  const own = `127.0.0.1:${port}`
  const hosts = [
    'evil.invalid',
    `evil.invalid:${port}`,
    `127.0.0.1.evil.invalid:${port}`,
    `localhost.evil.invalid:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:0${port}`,
    `127.0.0.1:${port}:${port}`,
    `127.0.0.1:${port}/`,
    `127.0.0.1:${port}#`,
    `x@${own}`,
    `${own}@evil.invalid`,
    `${own}, evil.invalid`,
    `evil.invalid, ${own}`,
    `${own} evil.invalid`,
    `0.0.0.0:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `0x7f000001:${port}`,
    `0177.0.0.1:${port}`,
    `127.0.0.2:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `[::]:${port}`,
    `localhost.:${port}`,
    `127.0.0.1.:${port}`,
    '',
    ':',
    `:${port}`,
    '*',
    'localhost%00',
    `%6c%6f%63alhost:${port}`,
    `loc\xe4lhost:${port}`,
    `http://${own}`,
    `${'a'.repeat(5000)}:${port}`,
  ]
  return [
    ...hosts.map((host) => `Host: ${host}\r\n`),
    '',
    `Host: ${own}\r\nHost: ${own}\r\n`,
    `Host: ${own}\r\nHost: evil.invalid\r\n`,
    `Host: evil.invalid\r\nHost: ${own}\r\n`,
    `X-Forwarded-Host: ${own}\r\nHost: evil.invalid\r\n`,
    `Forwarded: host="${own}"\r\nHost: evil.invalid:${port}\r\n`,
  ]
}

/** Headers of pages that are not ours, sent to our very name. */
export function foreignOrigins(port: number): string[] {
  const own = `Host: 127.0.0.1:${port}\r\n`
  const origins = [
    'null',
    '',
    'http://evil.invalid',
    `http://evil.invalid:${port}`,
    `https://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}.evil.invalid`,
    `http://127.0.0.1:${port}@evil.invalid`,
    'file://',
    '*',
  ]
  return [
    ...origins.map((origin) => `${own}Origin: ${origin}\r\n`),
    `${own}Sec-Fetch-Site: cross-site\r\n`,
    `${own}Sec-Fetch-Site: same-site\r\n`,
  ]
}
