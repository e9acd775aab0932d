// oxlint-disable-next-line import/no-unassigned-import -- the library needs this polyfill to be there first
import 'reflect-metadata'

export * from '@peculiar/x509'
