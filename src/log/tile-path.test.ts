import * as fc from 'fast-check'
import { formatTileIndex, parseTilePath } from './tile-path.ts'

describe('a tile path', () => {
  it('is read as tlog-tiles writes it', () => {
    expect(parseTilePath('0/x001/x234/067')).toEqual({ level: 0, index: 1234067, width: 256 })
    expect(parseTilePath('2/000.p/17')).toEqual({ level: 2, index: 0, width: 17 })
    expect(parseTilePath('63/999.p/255')).toEqual({ level: 63, index: 999, width: 255 })
  })

  it('has one form for each index', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), (index) => {
        expect(parseTilePath(`0/${formatTileIndex(index)}`)).toEqual({ level: 0, index, width: 256 })
      }),
    )
  })

  it.each([
    '0',
    '0/',
    '0/1',
    '0/0001',
    '0/x001',
    '0/x000/001',
    '0/001/002',
    '00/001',
    '64/000',
    '-1/000',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/01',
    '0/000.p/',
    '0/000/',
    'entries/000',
    '0/../000',
    '0/x001/x001/x001/x001/x001/001',
  ])('%s is none', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })
})
