export default function FamilyPage() {
  return null
}
