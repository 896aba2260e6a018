import { useNavigate } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { MirrorProposal } from '#shared/api/discovery'
import { Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useRecipes } from '../../state/discovery.ts'
import { useMirrorTypes } from '../../state/mirror.ts'
import { BackLink } from './back-link.tsx'
import { usePrefill } from './prefill.ts'

/** Starting points that the plugins know. Each opens its form, filled in as far as this computer tells. */
export function RecipeStart() {
  const t = useText()
  const recipes = useRecipes()
  const types = useMirrorTypes()
  return (
    <Page title={t('ui.add.start.recipe')} lead={<BackLink />}>
      <QueryView query={types}>
        {(known) => (
          <QueryView query={recipes}>
            {(list) => (
              <ul className="grid max-w-5xl grid-cols-[repeat(auto-fit,minmax(17rem,1fr))] gap-3">
                {list.map((recipe) => (
                  <li key={`${recipe.plugin} ${recipe.name}`}>
                    <Recipe recipe={recipe} type={known.find((one) => one.plugin === recipe.plugin)?.label ?? ''} />
                  </li>
                ))}
              </ul>
            )}
          </QueryView>
        )}
      </QueryView>
    </Page>
  )
}

function Recipe({ recipe, type }: { recipe: MirrorProposal; type: string }) {
  const navigate = useNavigate()
  const take = usePrefill((state) => state.take)
  const open = (): void => {
    take({ proposal: recipe, files: [] })
    void navigate({ to: '/add/$plugin/$source', params: { plugin: recipe.plugin, source: recipe.source } })
  }
  return (
    <button
      type="button"
      onClick={open}
      className="card group flex size-full items-start gap-3 p-4 text-start transition-colors hover:border-accent"
    >
      <span className="min-w-0 flex-1">
        <span className="block text-xs text-ink-mute">{type}</span>
        <span className="block font-semibold">{recipe.title}</span>
        <span className="mt-0.5 block text-sm text-ink-mute">{recipe.detail}</span>
      </span>
      <ChevronRight
        aria-hidden
        className="mt-2.5 size-4 shrink-0 rtl:-scale-x-100 text-ink-mute group-hover:text-accent"
      />
    </button>
  )
}
