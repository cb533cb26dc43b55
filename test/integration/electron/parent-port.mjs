// Stands in for what Electron gives a utility process: `process.parentPort` instead of Node's own channel. Messages to the
// child are wrapped in `port`, so that what the program re-emits on `process` is not taken for a new one.
const { send } = process;
const receive = process.on;
process.parentPort = {
  postMessage: (message) => void send.call(process, message),
  on: (_, listener) =>
    void receive.call(process, 'message', (message) => {
      if (message !== null && typeof message === 'object' && 'port' in message) listener({ data: message.port });
    }),
};
delete process.send;
