import { migrationsFrom } from './db/migrate.ts'

/** The core's schema steps. */
export const coreMigrations = migrationsFrom(
  import.meta.glob('../../../resources/migrations/core/*.sql', { query: '?raw', import: 'default', eager: true }),
)
