export default function WorkerPage() {
  return null
}
