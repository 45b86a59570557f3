export default function ResidentPage() {
  return null
}
