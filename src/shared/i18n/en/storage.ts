/** Texts of storage, clean-up and the trash. */
export const storage = {
  'error.trash.gone': 'This is no longer in the trash.',
  'error.trash.gone.advice': 'Look at the trash again.',
  'error.trash.name_taken': 'Another {kind} has the name "{name}" by now.',
  'error.trash.name_taken.advice': 'Rename or delete the other one, then bring this one back.',
  'error.trash.guard_gone':
    'The content guard of the distribution "{name}" is gone, and without it everybody could download.',
  'error.trash.guard_gone.advice': 'Delete this from the trash for good, or restore a backup that has the guard.',
  'error.cli.not_in_trash': 'There is no mirror "{name}" in the trash.',
  'error.cli.not_in_trash.advice': 'See what is there with: stillwater api trash_list',
  'error.request.nothing_to_do': 'Choose at least one thing to clean up.',
} as const
