import { isReachable, parseNetworks } from './reachable-address.ts'

describe('what a webhook may connect to', () => {
  it.each(['8.8.8.8', '185.199.108.153', '2606:4700::6810:84e5', '2a00:1450:4001:82b::200e'])(
    'is public: %s',
    (address) => {
      expect(isReachable(address, [])).toBe(true)
    },
  )

  it.each([
    ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::']],
    ['a private network', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
    ['the link', ['169.254.0.1', 'fe80::1', 'fec0::1']],
    ["a carrier's network", ['100.64.0.1', '100.127.255.255']],
    ['many at once', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
    ['reserved', ['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '2001:db8::1']],
    ['not assigned', ['4000::1', '1::1', '5f00::1', '100::1']],
    [
      'metadata',
      ['169.254.169.254', '168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'],
    ],
    ['IPv4 in IPv6', ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:127.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b::169.254.169.254', '64:ff9b:1::8.8.8.8']],
    ['6to4 and Teredo', ['2002:7f00:1::', '2002:0a00:1::1', '2002:c0a8:101::1', '2001:0:7f00:1::1']],
    ['no address', ['', 'localhost', '1.2.3', '300.1.1.1', '::g']],
  ])('is not %s', (_what, addresses) => {
    expect(addresses.filter((address) => isReachable(address, []))).toEqual([])
  })

  it('is public inside IPv6 too, as networks without IPv4 reach it', () => {
    expect(isReachable('64:ff9b::8.8.8.8', [])).toBe(true)
    expect(isReachable('::ffff:8.8.8.8', [])).toBe(true)
  })

  it('is what the operator allows, in whatever form it is written, and nothing beside', () => {
    const allowed = parseNetworks(['10.1.0.0/16', 'fd12::/16'])
    expect(
      ['10.1.2.3', '::ffff:10.1.2.3', '64:ff9b::10.1.2.3', 'fd12::1'].every((one) => isReachable(one, allowed)),
    ).toBe(true)
    expect(['10.2.0.1', '127.0.0.1', 'fd13::1', '::ffff:10.2.0.1'].some((one) => isReachable(one, allowed))).toBe(false)
  })
})
