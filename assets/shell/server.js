// Where Streamlit's server is, said before Streamlit asks. Left alone it looks below the page's own address first, gets
// two 404s there, waits, and asks whether the server is well before it opens its socket.

/** Says it: our modules lie three folders below the root. */
export function nameServer() {
  const root = new URL("../../..", import.meta.url);
  window.__streamlit = {
    BACKEND_BASE_URL: root.href,
    HOST_CONFIG: { allowedOrigins: [root.origin], useExternalAuthToken: false }, // what it would be told, but for foreign hosts
  };
}
