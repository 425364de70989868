// The search field of the book and of the house.
import { t } from '../texts'
import { Icon } from './icon'

export function SearchField({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  return (
    <div class="search">
      <Icon name="search" size={20} />
      <input
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        placeholder={t('phone.clients.search_hint')}
        aria-label={t('phone.clients.search')}
        value={words}
        onInput={(event) => onWords(event.currentTarget.value)}
      />
      {words && (
        <button type="button" class="round" aria-label={t('phone.clients.clear')} onClick={() => onWords('')}>
          <Icon name="close" size={18} />
        </button>
      )}
    </div>
  )
}
