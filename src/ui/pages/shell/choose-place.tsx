/** Where to work, for whoever has more than one place or none. */

import type { Place } from '../../layout.tsx'
import { useView } from '../../view.ts'

interface ChoosePlaceProps {
  readonly places: readonly Place[]
  readonly isSystemAdmin: boolean
}

export const ChoosePlace = ({ places, isSystemAdmin }: ChoosePlaceProps) => {
  const { choosePlace } = useView().copy.common
  if (places.length === 0)
    return (
      <div class="empty">
        <p>{isSystemAdmin ? choosePlace.noneSystem : choosePlace.none}</p>
        <p class="muted">{isSystemAdmin ? choosePlace.noneSystemReason : choosePlace.noneReason}</p>
      </div>
    )
  return (
    <ul class="cards">
      {places.map(({ href, label }) => (
        <li>
          <a class="card" href={href}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}
