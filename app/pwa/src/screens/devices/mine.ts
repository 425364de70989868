// Something of one's own that is asked for when the screen opens, when it is looked at again, and when told to.
import { useEffect, useState } from 'preact/hooks'

export function useMine<T>(read: () => Promise<T>): { mine: T | null; failure: unknown; look: () => void } {
  const [mine, setMine] = useState<T | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const look = (): void => void read().then(setMine, setFailure)
  useEffect(() => {
    const shown = (): void => {
      if (!document.hidden) look()
    }
    document.addEventListener('visibilitychange', shown)
    return () => document.removeEventListener('visibilitychange', shown)
  }, [])
  return { mine, failure, look }
}
