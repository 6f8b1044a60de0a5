/** The same port, with each call of a method handed to `through`. */
export const around = <Port extends object>(
  port: Port,
  through: (call: () => unknown) => Promise<unknown>,
): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => through(() => member.apply(target, args) as unknown);
    },
  });
