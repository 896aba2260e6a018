/** Where in the suites an uploaded package goes. */
import { type AnyModel, type Engine, type Model, uuidToBlob } from '#plugin-api'
import type { BaseRow, Where } from '#plugin-api'
import { Package } from '../model/package.ts'
import {
  PackageReleaseComponent,
  ReleaseArchitecture,
  ReleaseComponent,
  SourcePackageReleaseComponent,
} from '../model/release.ts'
import { parseSuite, plainComponent } from '../release/suite.ts'
import { OWN_PARAGRAPH } from '../sync/associate-packages.ts'

/** Pulp's own names for what nobody named. */
const DEFAULT_SUITE = 'pulp'
const DEFAULT_COMPONENT = 'upload'

/** The suite and component that the fields of an upload name. @throws StillwaterError `deb.suite_invalid` */
export function packagePlace(fields: Record<string, unknown>): { distribution: string; component: string } {
  const { distribution, component } = fields
  return {
    distribution: typeof distribution === 'string' ? parseSuite(distribution).name : DEFAULT_SUITE,
    component: typeof component === 'string' ? plainComponent(parseSuite(component).name) : DEFAULT_COMPONENT,
  }
}

/** Id of the unit with these values, made when there is none. */
function unitId<Row extends BaseRow, Insert extends Record<string, unknown>>(
  engine: Engine,
  model: Model<Row, Insert>,
  values: Insert,
): string {
  const { catalogue } = engine
  return catalogue.transaction(() => {
    const key = Object.fromEntries(Object.entries(values).filter(([name]) => model.naturalKey.includes(name)))
    return (model.find(catalogue, key as Where<Row>) ?? model.create(catalogue, values)).pulp_id
  })
}

/** Units that put a package into its suite: with those a suite is made of, unless upstream's are there. */
function suiteUnits(
  engine: Engine,
  architecture: string | null,
  fields: Record<string, unknown>,
): { ids: string[]; componentId: string } {
  const { distribution, component } = packagePlace(fields)
  const componentId = unitId(engine, ReleaseComponent, { distribution, component })
  const ids = [componentId]
  if (architecture !== null) ids.push(unitId(engine, ReleaseArchitecture, { distribution, architecture }))
  return { ids, componentId }
}

function architectureOf(engine: Engine, table: string, contentId: string): string | null {
  const row = engine.catalogue.prepare(`SELECT architecture FROM ${table} WHERE pulp_id = ?`).get(uuidToBlob(contentId))
  const { architecture } = row as { architecture: string }
  return architecture
}

export function packageCompanions(model: AnyModel) {
  return (engine: Engine, contentId: string, fields: Record<string, unknown>): string[] => {
    const table = model.type === Package.type ? 'deb_package' : 'deb_installerpackage'
    const { ids, componentId } = suiteUnits(engine, architectureOf(engine, table, contentId), fields)
    const values = { package_id: contentId, release_component_id: componentId, paragraph_sha256: OWN_PARAGRAPH }
    return [...ids, unitId(engine, PackageReleaseComponent, { ...values, paragraph: null })]
  }
}

export function sourceCompanions(engine: Engine, contentId: string, fields: Record<string, unknown>): string[] {
  const { ids, componentId } = suiteUnits(engine, null, fields)
  const values = { source_package_id: contentId, release_component_id: componentId }
  return [...ids, unitId(engine, SourcePackageReleaseComponent, values)]
}
