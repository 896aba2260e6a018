import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { shelfPlugin } from './shelf.ts'

/** Below /v2/ lie distributions by their first segment, and nothing else. */
export const rooted: PluginDeclaration = {
  ...shelfPlugin,
  contentRoots: [
    {
      path: '/v2/',
      route({ path }) {
        if (path === '') return { kind: 'body', contentType: 'application/json', body: '{}' }
        const [basePath = '', ...rest] = path.split('/')
        return rest.length === 0 ? null : { kind: 'distribution', basePath, path: rest.join('/') }
      },
    },
  ],
}
