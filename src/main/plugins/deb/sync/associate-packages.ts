import { createHash } from 'node:crypto'
import { type AnyModel, DeclarativeContent, Stage, type TaskContext, unit, type Unit, uuidToBlob } from '#plugin-api'
import { PackageReleaseComponent, SourcePackageReleaseComponent } from '../model/release.ts'
import { SourcePackage } from '../model/package.ts'
import { type Association, ASSOCIATION } from './declare.ts'

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')
/** Of nothing: the package's own stanza holds. */
export const OWN_PARAGRAPH = sha256Of('')

/** After each saved package: a unit that says in which component it is. Stands behind the stage that saves. */
export class AssociatePackages extends Stage {
  private readonly context: TaskContext

  constructor(context: TaskContext) {
    super()
    this.context = context
  }

  async run(): Promise<void> {
    for await (const some of this.arrivals()) {
      await this.putAll(some.flatMap((item) => [item, ...this.associationOf(item)]))
    }
  }

  private associationOf({ content, extraData }: DeclarativeContent): DeclarativeContent[] {
    const association = extraData[ASSOCIATION] as Association | undefined
    return association && content.pulp_id !== null ? [this.declare(content, content.pulp_id, association)] : []
  }

  private declare(
    { model, isNew }: Unit,
    id: string,
    { releaseComponent, paragraph }: Association,
  ): DeclarativeContent {
    const component = releaseComponent.pulp_id as string
    if (model.type === SourcePackage.type) {
      const values = { source_package_id: id, release_component_id: component }
      return new DeclarativeContent({ content: unit(SourcePackageReleaseComponent, values) })
    }
    const own = isNew || paragraph === this.savedParagraph(model, id)
    return new DeclarativeContent({
      content: unit(PackageReleaseComponent, {
        package_id: id,
        release_component_id: component,
        paragraph: own ? null : paragraph,
        paragraph_sha256: own ? OWN_PARAGRAPH : sha256Of(paragraph),
      }),
    })
  }

  private savedParagraph(model: AnyModel, id: string): string | undefined {
    const table = model.type === 'deb.package' ? 'deb_package' : 'deb_installerpackage'
    const row = this.context.catalogue
      .prepare(`SELECT paragraph FROM ${table} WHERE pulp_id = ?`)
      .get(uuidToBlob(id)) as { paragraph: string } | undefined
    return row?.paragraph
  }
}
