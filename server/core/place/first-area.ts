/** What the area that everything lies in is called until somebody gives it its own name. */
export const firstAreaName = '示范城市'
