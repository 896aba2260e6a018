/** Texts only the desktop host shows. */
export const desktop = {
  'desktop.menu.file': 'File',
  'desktop.menu.edit': 'Edit',
  'desktop.menu.view': 'View',
  'desktop.menu.window': 'Window',
  'desktop.menu.help': 'Help',
  'desktop.start_failed': 'Stillwater cannot start',
  'error.desktop.engine_gone': 'The engine ended unexpectedly: {reason}',
  'error.desktop.engine_gone.advice':
    'What is stored is safe. Start Stillwater again; the log in the data folder says more.',
  'error.desktop.option_invalid': '{option} must be a whole number from {least} to {most}, not {value}',
  'error.desktop.sender_refused': 'The message did not come from the interface and was refused.',
  'error.desktop.message_too_large': 'The message is larger than {limit} characters.',
  'error.desktop.file_too_large': '{name} is larger than {limit} MiB.',
  'error.desktop.file_not_text': '{name} is not a text file in UTF-8.',
  'error.desktop.file_unreadable': '{name} cannot be read.',
  'error.desktop.file_unreadable.advice': 'Check that the file still exists and that this user may read it.',
} as const
