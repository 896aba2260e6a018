import { createRootRoute, createRoute, createRouter, notFound, Outlet, useNavigate } from '@tanstack/react-router'
import { Button } from '../component/button.tsx'
import { Empty } from '../component/empty.tsx'
import { Page } from '../component/page.tsx'
import { ProblemNotice } from '../component/query-view.tsx'
import { useText } from '../component/text.ts'
import { Activity, STATE_FILTERS } from '../feature/activity/activity.tsx'
import type { ActivitySearch } from '../feature/activity/activity.tsx'
import { AddressStart } from '../feature/add/address-start.tsx'
import { ChooseStart } from '../feature/add/choose-start.tsx'
import { MachineStart } from '../feature/add/machine-start.tsx'
import { MirrorForm } from '../feature/add/mirror-form.tsx'
import { ProjectStart } from '../feature/add/project-start.tsx'
import { RecipeStart } from '../feature/add/recipe-start.tsx'
import { Library } from '../feature/library/library.tsx'
import type { LibrarySearch } from '../feature/library/library.tsx'
import { SORTS } from '../feature/library/sort.ts'
import { MirrorPage, TABS } from '../feature/mirror/mirror-page.tsx'
import type { Tab } from '../feature/mirror/mirror-page.tsx'
import { mirrorSearch } from '../feature/mirror/mirror-search.ts'
import { Search } from '../feature/search/search.tsx'
import { Settings } from '../feature/settings/settings.tsx'
import { Storage } from '../feature/storage/storage.tsx'
import { Trust } from '../feature/trust/trust.tsx'
import { host } from '../host/api.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => (
    <div className="p-8">
      <ProblemNotice error={error} />
    </div>
  ),
})

function NotFound() {
  const t = useText()
  const navigate = useNavigate()
  return (
    <Page title={t('ui.not_found.title')}>
      <Empty title={t('ui.not_found.text')}>
        <Button onPress={() => void navigate({ to: '/' })}>{t('ui.not_found.library')}</Button>
      </Empty>
    </Page>
  )
}

const text = (value: unknown): string | undefined => (value === undefined || value === '' ? undefined : String(value))

const library = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (search: Record<string, unknown>): LibrarySearch => ({
    q: text(search['q']),
    sort: SORTS.find((sort) => sort === search['sort']),
    health: search['health'] === 'problem' ? 'problem' : undefined,
  }),
  component: function LibraryRoute() {
    return <Library search={library.useSearch()} />
  },
})

const add = createRoute({ getParentRoute: () => root, path: '/add', component: ChooseStart })

const addMachine = createRoute({ getParentRoute: () => root, path: '/add/machine', component: MachineStart })
const addProject = createRoute({ getParentRoute: () => root, path: '/add/project', component: ProjectStart })
const addRecipe = createRoute({ getParentRoute: () => root, path: '/add/recipe', component: RecipeStart })

const addAddress = createRoute({
  getParentRoute: () => root,
  path: '/add/address',
  validateSearch: (search: Record<string, unknown>): { url?: string } => ({ url: text(search['url']) }),
  component: function AddAddressRoute() {
    return <AddressStart url={addAddress.useSearch().url ?? ''} />
  },
})

const addForm = createRoute({
  getParentRoute: () => root,
  path: '/add/$plugin/$source',
  component: function AddRoute() {
    return <MirrorForm {...addForm.useParams()} />
  },
})

const mirror = createRoute({
  getParentRoute: () => root,
  path: '/mirrors/$id/$tab',
  params: {
    parse: ({ id, tab }: { id: string; tab: string }): { id: string; tab: Tab } => {
      const known = TABS.find((one) => one === tab)
      if (!known) throw notFound()
      return { id, tab: known }
    },
  },
  validateSearch: mirrorSearch,
  component: function MirrorRoute() {
    const { id, tab } = mirror.useParams()
    return <MirrorPage key={id} id={id} tab={tab} search={mirror.useSearch()} />
  },
})

const find = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search['q']) }),
  component: function SearchRoute() {
    return <Search q={find.useSearch().q ?? ''} />
  },
})

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: (search: Record<string, unknown>): ActivitySearch => ({
    task: text(search['task']),
    state: STATE_FILTERS.find((state) => state === search['state']),
    mirror: text(search['mirror']),
  }),
  component: function ActivityRoute() {
    return <Activity search={activity.useSearch()} />
  },
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search['q']) }),
  component: function SettingsRoute() {
    const { q = '' } = settings.useSearch()
    return <Settings key={q} asked={q} canSignOut={host.kind === 'browser'} />
  },
})

const storage = createRoute({ getParentRoute: () => root, path: '/storage', component: Storage })

const trust = createRoute({
  getParentRoute: () => root,
  path: '/trust',
  validateSearch: (search: Record<string, unknown>): { pin?: string } => ({ pin: text(search['pin']) }),
  component: function TrustRoute() {
    return <Trust pin={trust.useSearch().pin ?? null} />
  },
})

export const router = createRouter({
  routeTree: root.addChildren([
    library,
    add,
    addMachine,
    addProject,
    addAddress,
    addRecipe,
    addForm,
    mirror,
    find,
    activity,
    storage,
    trust,
    settings,
  ]),
  scrollRestoration: false,
  defaultPreload: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
