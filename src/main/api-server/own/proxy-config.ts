/** Configuration for a web server in front of us, from the routes that there are. */
import * as z from 'zod'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { fieldError } from '../message.ts'
import { valuesOf } from '../list/list.ts'
import { ok, type Operation } from '../operation.ts'

interface Route {
  /** Starts and ends with a slash. */
  path: string
  /** Such as `http://127.0.0.1:24816`. */
  upstream: string
  /** What is there, for the reader. */
  what: string
}

const ProxyConfigSchema = z.object({ server: z.string(), routes: z.array(z.string()), text: z.string() })

/** Everything that is served, by the beginning of its path. */
export function routesOf(context: ApiContext): Route[] {
  const { registry, settings } = context.engine
  const content = context.ownContentUrl?.() ?? context.contentUrl()
  const routes = [{ path: settings.CONTENT_PATH_PREFIX, upstream: content, what: 'content' }]
  for (const plugin of registry.plugins) {
    for (const { path } of plugin.contentRoots ?? []) routes.push({ path, upstream: content, what: plugin.label })
  }
  const api = context.about().api_url
  if (api === null) return routes
  for (const path of [API_ROOT, OWN_API_ROOT]) routes.push({ path, upstream: api, what: 'API' })
  if (context.uiDir !== null) routes.push({ path: '/', upstream: api, what: 'interface' })
  return routes
}

const INTRODUCTION = (name: string): string[] => [
  `# Stillwater under the name ${name}. In settings.json:`,
  `#   "ALLOWED_HOSTS": ["${name}"], "CONTENT_ORIGIN": "https://${name}"`,
]

function nginx(name: string, routes: readonly Route[]): string {
  const locations = routes.flatMap(({ path, upstream, what }) => [
    '',
    `    # ${what}`,
    `    location ${path} {`,
    `        proxy_pass ${upstream};`,
    '        proxy_http_version 1.1;',
    '        proxy_set_header Host $host;',
    '        proxy_set_header Connection "";',
    '        proxy_buffering off;',
    '        proxy_request_buffering off;',
    '        proxy_read_timeout 300s;',
    ...(upstream.startsWith('https:') ? ['        proxy_ssl_verify off;'] : []),
    '    }',
  ])
  const server = [
    'server {',
    '    listen 80;',
    `    server_name ${name};`,
    '    client_max_body_size 0;',
    ...locations,
    '}',
  ]
  return [...INTRODUCTION(name), ...server, ''].join('\n')
}

function apache(name: string, routes: readonly Route[]): string {
  const ssl = routes.some(({ upstream }) => upstream.startsWith('https:'))
  // Apache takes the first that fits, so the longest come first.
  const passes = routes
    .toSorted((a, b) => b.path.length - a.path.length)
    .flatMap(({ path, upstream, what }) => [
      `    # ${what}`,
      `    ProxyPass "${path}" "${upstream}${path}" nocanon flushpackets=on timeout=300`,
    ])
  const host = [
    '<VirtualHost *:80>',
    `    ServerName ${name}`,
    '    # Names such as @scope%2fpackage are passed on as they are.',
    '    AllowEncodedSlashes NoDecode',
    '    ProxyRequests Off',
    '    ProxyPreserveHost On',
    ...(ssl ? ['    SSLProxyEngine On', '    SSLProxyVerify none'] : []),
    ...passes,
    '</VirtualHost>',
  ]
  return [...INTRODUCTION(name), '# Modules: proxy, proxy_http', ...host, ''].join('\n')
}

const SERVERS: Readonly<Record<string, (name: string, routes: readonly Route[]) => string>> = { nginx, apache }

export function proxyConfigOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'proxy_config_read',
      method: 'GET',
      path: `${OWN_API_ROOT}proxy-config/`,
      tag: 'Stillwater',
      summary: 'Show the configuration of a web server in front of this one',
      query: [
        { name: 'server', required: true, schema: { type: 'string', enum: Object.keys(SERVERS) } },
        { name: 'name', description: 'Host name that clients use.', schema: { type: 'string' } },
      ],
      answers: { 200: { description: 'The text.', name: 'ProxyConfig', schema: ProxyConfigSchema } },
      run(call) {
        const server = valuesOf(call.query.server).at(-1) ?? ''
        const name = valuesOf(call.query.name).at(-1) ?? 'mirror.example.org'
        const write = Object.hasOwn(SERVERS, server) ? SERVERS[server] : undefined
        if (!write) throw fieldError('server', 'unknown_proxy', { server: server.slice(0, 50) })
        // It goes into a configuration, word by word.
        if (!/^[A-Za-z0-9.-]{1,253}$/.test(name)) throw fieldError('name', 'bad_host_name')
        const routes = routesOf(context)
        return ok({ server, routes: routes.map(({ path }) => path), text: write(name, routes) })
      },
    },
  ]
}
