// Words onto the clipboard, said so in passing.
import { t } from '../texts'
import { toast } from './toast'

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(
    () => toast(t('phone.copied')),
    () => {},
  )
}
