import { Argument, type Command, Option } from 'commander'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'

interface ProxyConfig {
  server: string
  routes: string[]
  text: string
}

interface ProxyConfigOptions extends CommonOptions {
  name?: string
}

export function addProxyConfig(program: Command, context: Context): void {
  common(program.command('proxy-config').description(t('cli.proxy_config')))
    .addArgument(new Argument('<server>', t('cli.proxy_config.server')).choices(['nginx', 'apache']))
    .addOption(new Option('--name <host>', t('cli.proxy_config.name')))
    .action((server: string, options: ProxyConfigOptions) => proxyConfig(context, server, options))
}

async function proxyConfig(context: Context, server: string, options: ProxyConfigOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const query = { server, ...(options.name === undefined ? {} : { name: options.name }) }
    const config = await get<ProxyConfig>(client, `${OWN_API_ROOT}proxy-config/`, query)
    if (options.json) writeJson(context, config)
    else context.output.line(config.text.trimEnd())
  })
}
