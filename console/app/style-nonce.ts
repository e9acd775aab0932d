/** The nonce of this page's style tags. Browsers give it to scripts by this property and hide the attribute. */
export const styleNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** Where the scroll lock of dialogs (react-remove-scroll) looks for it. */
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
