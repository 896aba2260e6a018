import type { PluginDeclaration } from '#plugin-api'
import { deb } from './deb/index.ts'
import { file } from './file/index.ts'
import { npm } from './npm/index.ts'

/** The plugins that ship with the program. */
export const plugins: readonly PluginDeclaration[] = [file, npm, deb]
