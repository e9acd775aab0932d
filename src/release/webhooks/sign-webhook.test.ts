import { signWebhook } from './sign-webhook.ts'

describe('the signature of a webhook', () => {
  it("is that of the standard's own libraries", () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_999), body: '{"test": 2432232314}' }
    expect(signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is not made with a secret that is none, nor for an id that could be read in two ways', () => {
    const message = { id: 'evt_1', at: new Date(), body: '{}' }
    for (const secret of [
      '',
      'whsec_',
      'whsec_c2hvcnQ=',
      'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'whsec_not base64 at all, by any means',
    ]) {
      expect(() => signWebhook(secret, message)).toThrow('expected whsec_')
    }
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    expect(() => signWebhook(secret, { ...message, id: 'evt_1.2' })).toThrow('without "."')
  })
})
