/** Files that say what a project needs, in formats no plugin reads yet. A plugin that declares the same pattern takes it over. */
import type { ProjectFileKind } from '#shared/api/discovery'

const KNOWN: readonly (readonly [tool: string, label: string, patterns: readonly string[]])[] = [
  ['npm', 'npm', ['package-lock.json', 'npm-shrinkwrap.json']],
  ['pnpm', 'pnpm', ['pnpm-lock.yaml']],
  ['yarn', 'Yarn', ['yarn.lock']],
  ['pip', 'Python', ['requirements*.txt', 'pylock*.toml', 'uv.lock', 'poetry.lock', 'Pipfile.lock']],
  ['cargo', 'Cargo', ['Cargo.lock']],
  ['go', 'Go', ['go.sum']],
  ['bundler', 'Ruby', ['Gemfile.lock']],
  ['composer', 'Composer', ['composer.lock']],
  ['maven', 'Maven', ['pom.xml']],
  ['gradle', 'Gradle', ['gradle.lockfile']],
  ['nuget', 'NuGet', ['packages.lock.json']],
  ['dart', 'Dart', ['pubspec.lock']],
  ['containers', 'Containers', ['Dockerfile*', 'Containerfile*', 'compose*.yaml', 'docker-compose*.yml']],
  ['ansible', 'Ansible', ['requirements.yml']],
  ['helm', 'Helm', ['Chart.lock']],
  ['terraform', 'Terraform', ['.terraform.lock.hcl']],
  ['conan', 'Conan', ['conan.lock']],
]

export const KNOWN_PROJECT_FILES: readonly ProjectFileKind[] = KNOWN.flatMap(([tool, label, patterns]) =>
  patterns.map((pattern) => ({ pattern, tool, label, plugin: null })),
)
