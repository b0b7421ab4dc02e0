// The words that scripts add to a page are in its language: Japanese, or English where the page says <html lang="en">.
export const isEnglish = () => document.documentElement.lang === "en";
export const say = (japanese, english) => (isEnglish() ? english : japanese);
