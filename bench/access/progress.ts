/** Told what the bench does at the moment. */
export type Progress = (what: string) => void;

/** On standard error, so that standard output holds the result alone; one line that is written over where there is a terminal. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  return (what) => {
    stream.write(stream.isTTY ? `\r\u001B[2K… ${what}` : `… ${what}\n`);
  };
}
