export default function ResidentsPage() {
  return null
}
