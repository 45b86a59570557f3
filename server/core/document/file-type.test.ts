import { describe, expect, it } from 'vitest'
import { fileNameOf, fileTypeOf } from './file-type.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('a document', () => {
  it.each([
    ['%PDF-1.7\n', 'application/pdf'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp'],
    ['<html><script>', null],
    ['<svg xmlns=', null],
    ['MZ\x90', null],
    ['RIFF\x24\0\0\0WAVE', null],
    [' %PDF-1.7', null],
    ['', null],
  ])('%j is %s by what is in it', (text, type) => {
    expect(fileTypeOf(bytes(text))).toBe(type)
  })

  it.each([
    ['出院小结', 'application/pdf', '出院小结.pdf'],
    ['Vertrag.PDF', 'application/pdf', 'Vertrag.pdf'],
    ['../../etc/passwd', 'image/png', '....etcpasswd.png'],
    ['a"\r\nx: y.jpg', 'image/jpeg', 'ax y.jpg'],
    ['  ', 'image/webp', 'document.webp'],
  ] as const)('called %j as %s is saved as %s', (name, type, saved) => {
    expect(fileNameOf(name, type)).toBe(saved)
  })
})
