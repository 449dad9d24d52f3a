/** Imports a rival from where it is installed: by its `import` conditions, as a program that depends on it would. */
export const importRival = (specifier) => import(specifier);
