import { useEffect, useRef, useState } from 'react';

/** What is typed shows at once; the address follows, and leads when it changes by itself (back, links). */
export function useTyped(
  text: string,
  onText: (text: string) => void,
): [typed: string, type: (next: string) => void] {
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  useEffect(() => {
    if (text === sent.current) return;
    sent.current = text;
    setTyped(text);
  }, [text]);
  const type = (next: string): void => {
    sent.current = next;
    setTyped(next);
    onText(next);
  };
  return [typed, type];
}
