import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeviceWithSecret } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { SureButton } from '../list/SureButton.tsx'

export function RotateSecret({ deviceId, onMade }: { deviceId: string; onMade: (made: DeviceWithSecret) => void }) {
  const { t } = useTranslation('admin')
  const show = useShowProblem()
  const rotate = useMutation({
    mutationFn: () => api.post<DeviceWithSecret>(`/devices/${encodeURIComponent(deviceId)}/secret`),
    onSuccess: onMade,
    onError: show,
  })
  return (
    <SureButton
      text={t('devices.rotate')}
      sure={t('devices.rotateSure')}
      loading={rotate.isPending}
      onSure={() => rotate.mutate()}
    />
  )
}
