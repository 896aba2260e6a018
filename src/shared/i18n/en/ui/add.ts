/** Adding a mirror. */
export const add = {
  'ui.add.title': 'Add a mirror',
  'ui.add.lead': 'Choose what to start from.',
  'ui.add.back': 'Choose another start',
  'ui.add.unknown': 'This start does not exist',
  'ui.add.name': 'Name',
  'ui.add.name.help': 'Also the last part of the address clients use. Chosen from the source when left empty.',
  'ui.add.create': 'Create the mirror',
  'ui.preview.title': 'Preview',
  'ui.preview.loading': 'Looking it up',
  'ui.preview.waiting': 'Appears once the needed fields are filled in correctly. Nothing is written for it.',
  'ui.preview.packages': 'items',
  'ui.preview.bytes': 'to download',
  'ui.preview.biggest': 'Biggest',
  'ui.preview.first': 'First',
  'ui.mirror.include': 'Only these',
  'ui.mirror.include.help':
    'Patterns such as *.rpm, docs/** or @scope/*, over paths and names of packages. Empty takes everything.',
  'ui.mirror.exclude': 'Not these',
  'ui.mirror.exclude.help': 'Patterns of what to leave out, even where the ones above take it.',
  'ui.add.advanced': 'More options',
} as const
