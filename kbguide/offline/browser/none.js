// In place of libraries that other libraries ask for and the guide's widgets never use.
export default undefined;
