import npa from 'npm-package-arg'

/** What a dependency asks for, once aliases are looked through. */
export type Wanted =
  | { kind: 'registry'; name: string; range: string }
  /** Git, an address or a folder: nothing a registry has. */
  | { kind: 'elsewhere'; name: string; source: string }
  | { kind: 'invalid' }

/** Reads the value of a dependency, such as `^1.0.0`, `latest`, `npm:other@2` or an address. */
export function dependencySpec(name: string, value: string): Wanted {
  try {
    return wantedOf(npa.resolve(name, value), name)
  } catch {
    return { kind: 'invalid' }
  }
}

/** Reads what a person types, such as `left-pad@^1` or `@scope/name`. */
export function packageSpec(text: string): Wanted {
  try {
    const spec = npa(text.trim())
    return wantedOf(spec, spec.name ?? text.trim())
  } catch {
    return { kind: 'invalid' }
  }
}

function wantedOf(spec: npa.Result, name: string): Wanted {
  const target = spec.type === 'alias' ? (spec as npa.AliasResult).subSpec : spec
  if (!target.registry || !target.name) return { kind: 'elsewhere', name, source: spec.saveSpec ?? spec.rawSpec }
  return { kind: 'registry', name: target.name, range: target.fetchSpec ?? '*' }
}
